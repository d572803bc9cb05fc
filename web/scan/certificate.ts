/** The certificate on the page: the boxes of its form, each value as text from the verified bytes. */
import { type Content, KINDS } from "../verify/content.js";
import { type Box, type Fields, type Form, formOf, type Line } from "./certificateBoxes.js";
import { certifiedPages } from "./certifiedPages.js";
import { type FormWords, fill, type Words } from "./page.js";

/** Builds the form. Its own words stand in the certificate's language, with what they mean in the reader's beside. */
export function renderCertificate(content: Content, words: Words): HTMLElement {
  const fields = content.fields as unknown as Fields;
  const own = formWords(words, fields.language);
  const reader = formWords(words, words.language);
  const form = formOf(fields, own);
  const article = element("article", "form-paper");
  article.lang = fields.language;
  article.dir = "ltr";
  article.append(head(form, KINDS[content.kind], own, reader), grid(form.before, form, own, reader));
  if (form.goods.length > 0) article.append(goodsTable(form, own, reader));
  article.append(grid(form.after, form, own, reader));
  if (fields.document !== undefined) article.append(inReadersTongue(certifiedPages(fields, reader.words), reader));
  return article;
}

function head(form: Form, slug: string, own: FormWords, reader: FormWords): HTMLElement {
  const header = element("header", "form-head");
  const said = own.kinds[slug] ?? { title: "", subtitle: "" };
  header.append(element("h2", "", said.title), element("p", "", `${said.subtitle} · ${own.words.display ?? ""}`));
  if (form.retrospective) header.append(element("p", "retrospective", own.words.retrospective ?? ""));
  if (reader !== own) {
    const meant = reader.kinds[slug] ?? { title: "", subtitle: "" };
    const gloss = [meant.title, meant.subtitle, reader.words.display ?? ""].join(" · ");
    header.append(inReadersTongue(element("p", "gloss", gloss), reader));
  }
  return header;
}

function grid(boxes: readonly Box[], form: Form, own: FormWords, reader: FormWords): HTMLElement {
  const list = element("dl", form.goods.length > 0 && boxes === form.before ? "grid origin" : "grid");
  for (const box of boxes) {
    const part = element("div", `box ${box.place}`);
    const title = element("dt", "", box.number > 0 ? `${box.number}. ` : "");
    title.append(...titled(box.title, own, reader));
    const words = element("dd", "");
    words.append(...box.lines.map(line));
    part.append(title, words);
    list.append(part);
  }
  return list;
}

function goodsTable(form: Form, own: FormWords, reader: FormWords): HTMLElement {
  const columns = [
    { title: "line", number: "", shown: true, name: "line-number" },
    { title: "goods", number: "7. ", shown: true, name: "goods-words" },
    { title: "hs", number: "", shown: form.goods.some((one) => one.hs.length > 0), name: "code" },
    { title: "line_origin", number: "", shown: form.goods.some((one) => one.origin.length > 0), name: "" },
    { title: "quantity", number: "8. ", shown: true, name: "amount" },
  ].filter((column) => column.shown);
  const table = element("table", "goods");
  const heads = element("tr", "");
  for (const column of columns) {
    const cell = element("th", column.name, column.number);
    cell.setAttribute("scope", "col");
    cell.append(...titled(column.title, own, reader));
    heads.append(cell);
  }
  const thead = element("thead", "");
  thead.append(heads);
  const tbody = element("tbody", "");
  form.goods.forEach((goods, index) => {
    const cells: Record<string, readonly Line[]> = {
      line: [{ text: String(index + 1) }],
      goods: goods.words,
      hs: goods.hs,
      line_origin: goods.origin,
      quantity: goods.quantity,
    };
    const row = element("tr", "");
    for (const column of columns) {
      const cell = element("td", column.name);
      // Narrow screens lay the table out as blocks; there each cell says what it is.
      cell.dataset.label = column.number + (own.words[column.title] ?? "");
      cell.append(...(cells[column.title] ?? []).map(line));
      row.append(cell);
    }
    tbody.append(row);
  });
  const caption = element("caption", "", fill(reader.words.goods_lines ?? "", { count: form.goods.length }));
  table.append(inReadersTongue(caption, reader), thead, tbody);
  return table;
}

/** A title in the certificate's language and, where that is another one, its meaning in the reader's. */
function titled(name: string, own: FormWords, reader: FormWords): Node[] {
  const said = document.createTextNode(own.words[name] ?? "");
  if (reader === own) return [said];
  const dot = element("span", "gloss-dot", " · ");
  return [said, dot, inReadersTongue(element("span", "gloss", reader.words[name] ?? ""), reader)];
}

function line({ text, look }: Line): HTMLElement {
  const span = element("span", look === undefined ? "lines" : `lines ${look}`, text);
  // Certified words keep their own direction.
  span.dir = "auto";
  return span;
}

function inReadersTongue(gloss: HTMLElement, reader: FormWords): HTMLElement {
  gloss.lang = reader.tag;
  gloss.dir = reader.direction;
  return gloss;
}

function formWords(words: Words, language: string): FormWords {
  const found = words.certificate[language];
  if (found === undefined) throw new Error(`the page has no words of the form in ${language}`);
  return found;
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (className.trim() !== "") made.className = className.trim();
  if (text !== "") made.textContent = text;
  return made;
}
