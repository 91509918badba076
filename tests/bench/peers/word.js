// The annex by npm docx: node word.js OUT JOB [JOB ...]. Prints the seconds of CPU of each job as JSON.
const fs = require('fs');
const path = require('path');
const {
  AlignmentType, Document, HeadingLevel, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType,
} = require('docx');

const HEADS = { udgifter: ['Kategori', 'Mio. kr.'], personale: ['År', 'Årsværk'], milepaele: ['Dato', 'Begivenhed'] };
const CAPTIONS = { udgifter: 'Udgifter 2012-2017', personale: 'Personaleforbrug pr. år', milepaele: 'Milepæle' };
const number = new Intl.NumberFormat('da-DK', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const month = new Intl.DateTimeFormat('da-DK', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const when = (s) => (/^\d{4}-(0\d|1[0-2])$/.test(s) ? month.format(new Date(`${s}-01T00:00:00Z`)) : s);
const cm = (x) => Math.round(x * 567);

function csv(file) { // commas inside quotes only; no line ends inside cells
  return fs.readFileSync(file, 'utf8').trim().split('\n').slice(1)
    .map((line) => (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) || []).slice(0, 2)
      .map((f) => f.replace(/,$/, '').replace(/^"(.*)"$/, '$1').replace(/""/g, '"')));
}

function table(name, raw) {
  const amounts = name !== 'milepaele';
  const widths = amounts ? [cm(12.5), cm(3.5)] : [cm(3.5), cm(12.5)];
  const rows = raw.map(([a, b]) => (amounts ? [a, number.format(Number(b))] : [when(a), b]));
  if (name === 'udgifter') rows.push(['I alt', number.format(raw.reduce((sum, r) => sum + Number(r[1]), 0))]);
  const row = (cells, header) => new TableRow({
    tableHeader: header,
    children: cells.map((text, i) => new TableCell({
      width: { size: widths[i], type: WidthType.DXA },
      children: [new Paragraph({
        alignment: amounts && i === 1 ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [new TextRun({ text, bold: header })],
      })],
    })),
  });
  return new Table({
    width: { size: cm(16), type: WidthType.DXA },
    columnWidths: widths,
    rows: [row(HEADS[name], true), ...rows.map((r) => row(r, false))],
  });
}

async function write(job, target) {
  const doc = JSON.parse(fs.readFileSync(path.join(job, 'content.json'), 'utf8'));
  const children = [new Paragraph({ text: doc.title, heading: HeadingLevel.TITLE }), new Paragraph(doc.note)];
  for (const sec of doc.sections) {
    children.push(new Paragraph({ text: sec.heading, heading: HeadingLevel.HEADING_1 }));
    for (const p of sec.paras) children.push(new Paragraph(p));
    for (const b of sec.bullets) children.push(new Paragraph({ text: b[0], numbering: { reference: 'b', level: 0 } }));
    if (sec.table) {
      children.push(new Paragraph({ text: CAPTIONS[sec.table], style: 'Caption' }));
      children.push(table(sec.table, csv(path.join(job, `${sec.table}.csv`))));
    }
  }
  const made = new Document({
    title: doc.title,
    styles: {
      default: { document: { run: { font: 'Liberation Sans', size: 22, language: { value: 'da-DK' } } } },
      paragraphStyles: [{ id: 'Caption', name: 'caption', basedOn: 'Normal', run: { bold: true } }],
    },
    numbering: {
      config: [{ reference: 'b', levels: [{ level: 0, format: LevelFormat.BULLET, text: '•' }] }],
    },
    sections: [{ properties: { page: { size: { width: cm(21), height: cm(29.7) } } }, children }],
  });
  fs.writeFileSync(`${target}.docx`, await Packer.toBuffer(made));
}

(async () => {
  const [out, ...jobs] = process.argv.slice(2);
  const spent = [];
  for (const job of jobs) {
    const before = process.cpuUsage();
    await write(job, path.join(out, path.basename(job)));
    const used = process.cpuUsage(before);
    spent.push((used.user + used.system) / 1e6);
  }
  console.log(JSON.stringify(spent));
})();
