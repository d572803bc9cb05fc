/**
 * A certificate's content as the boxes of its form: values in, lines out, nothing of the page.
 *
 * The form's own words are named, not written: they come from the page in the certificate's language. The layout follows
 * templates/certificate/{origin,invoice,signature}.html of the reference service.
 */
import { parseNumber } from "../verify/number.js";
import { dayText } from "./times.js";

/** A line of a box, and how it is drawn. */
export interface Line {
  readonly text: string;
  readonly look?: "strong" | "small" | "number";
}

/** A box: its number on the paper (0: none), the name of its title, its place and its lines. */
export interface Box {
  readonly number: number;
  readonly title: string;
  readonly place: string;
  readonly lines: readonly Line[];
}

/** One line of goods, its cells in the order of the table's heads. */
export interface GoodsLine {
  readonly words: readonly Line[];
  readonly hs: readonly Line[];
  readonly origin: readonly Line[];
  readonly quantity: readonly Line[];
}

/** The whole form. */
export interface Form {
  readonly type: string;
  readonly retrospective: boolean;
  readonly before: readonly Box[];
  readonly goods: readonly GoodsLine[];
  readonly after: readonly Box[];
}

/** How the form speaks: its words by name, and the locale of its dates. */
export interface FormLanguage {
  readonly locale: string;
  readonly words: Readonly<Record<string, string>>;
}

// Shapes of the content (docs/seal.md, section 3), as far as they are shown; verify/ has checked every field.
interface Party {
  readonly name: string;
  readonly address: string;
  readonly country: string;
  readonly on_behalf_of?: Party;
}
interface Named {
  readonly name: string;
}
interface Person extends Named {
  readonly title: string;
}
interface Measure extends Named {
  readonly value: string;
}
interface ToOrder {
  readonly form: "to_order";
  readonly of?: string;
  readonly destination: Named;
}
interface Goods {
  readonly description: string;
  readonly quantity: Measure;
  readonly marks?: { readonly text?: string; readonly picture?: string };
  readonly packages?: { readonly count: number; readonly name: string };
  readonly hs?: { readonly code: string; readonly edition: number };
  readonly gross_weight?: Measure;
  readonly net_weight?: Measure;
  readonly origin?: Named;
}
/** The fields of all kinds; which of them are there depends on `type`. */
export interface Fields {
  readonly type: string;
  readonly number: string;
  readonly language: string;
  readonly issued: string;
  readonly place: string;
  readonly statement: string;
  readonly certifying_officer: string;
  readonly chamber: { readonly name: string; readonly address: string; readonly contact: string };
  readonly exporter: Party;
  readonly signatory: Person;
  readonly consignee?: (Party & { readonly form: "party" }) | ToOrder;
  readonly invoice?: {
    readonly number: string;
    readonly date: string;
    readonly currency?: string;
    readonly total?: string;
  };
  readonly origin?: readonly Named[];
  readonly transport?: { readonly from: string; readonly to: string; readonly means: string } & {
    readonly date?: string;
    readonly date_form?: string;
  };
  readonly remarks?: string;
  readonly goods?: readonly Goods[];
  readonly declaration?: { readonly text: string; readonly place: string; readonly date: string };
  readonly issued_retrospectively?: boolean;
  readonly company?: string;
  readonly capacity?: string;
  readonly document?: {
    readonly title: string;
    readonly pages: number;
    readonly sha256: string;
    readonly page_images: readonly string[];
  };
}

/** Lays the fields of a verified content out as a form. */
export function formOf(fields: Fields, language: FormLanguage): Form {
  const build = new FormBuilder(fields, language);
  const sides = fields.goods ? build.origin() : fields.type === "invoice" ? build.invoice() : build.signature();
  return {
    type: fields.type,
    retrospective: fields.issued_retrospectively === true,
    goods: (fields.goods ?? []).map((goods) => build.goodsLine(goods)),
    before: [...build.numberAndDate(), ...sides.before],
    after: sides.after,
  };
}

type Sides = Pick<Form, "before" | "after">;

class FormBuilder {
  constructor(
    private readonly fields: Fields,
    private readonly language: FormLanguage,
  ) {}

  numberAndDate(): Box[] {
    const { number, issued } = this.fields;
    return [
      this.#box(0, "number", "big left", [{ text: parseNumber(number).printed, look: "number" }]),
      this.#box(0, "issued", "big", [plain(this.#day(issued))]),
    ];
  }

  origin(): Sides {
    const { exporter, origin = [], transport, remarks, declaration, signatory } = this.fields;
    return {
      before: [
        this.#box(1, "exporter", "box-1 left", this.#party(exporter)),
        this.#box(2, "consignee", "box-2 left", this.#consignee()),
        this.#box(3, "invoice", "box-3", this.#invoice()),
        this.#box(
          4,
          "origin",
          "box-4",
          origin.map((country) => strong(country.name)),
        ),
        this.#box(5, "transport", "left", [
          plain(`${this.#word("from")} ${transport?.from ?? ""}`),
          plain(`${this.#word("to")} ${transport?.to ?? ""}`),
          plain(transport?.means ?? ""),
          ...(transport?.date
            ? [plain(`${this.#word(transport.date_form ?? "on")} ${this.#day(transport.date)}`)]
            : []),
        ]),
        this.#box(6, "remarks", "", [plain(remarks ?? this.#word("none"))]),
      ],
      after: [
        this.#box(9, "declaration", "left", [
          plain(declaration?.text ?? ""),
          plain(`${declaration?.place ?? ""}, ${this.#day(declaration?.date ?? "")}`),
          strong(signatory.name),
          plain(signatory.title),
        ]),
        this.#box(10, "certification", "", this.#certification()),
      ],
    };
  }

  invoice(): Sides {
    const { exporter, invoice, signatory } = this.fields;
    const total = `${invoice?.currency ?? ""} ${decimalText(invoice?.total ?? "")}`;
    return {
      before: [
        this.#box(0, "exporter", "left", this.#party(exporter)),
        this.#box(0, "consignee", "", this.#consignee()),
        this.#box(0, "invoice", "left", this.#invoice()),
        this.#box(0, "total", "", [strong(total)]),
        this.#box(0, "signatory", "left", [strong(signatory.name), plain(signatory.title)]),
        this.#box(0, "certification", "", this.#certification()),
      ],
      after: [this.#document()],
    };
  }

  signature(): Sides {
    const { exporter, signatory, company = "", capacity = "" } = this.fields;
    return {
      before: [
        this.#box(0, "exporter", "left", this.#party(exporter)),
        this.#box(0, "signature", "", [strong(signatory.name), plain(signatory.title)]),
        this.#box(0, "company", "left", [strong(company)]),
        this.#box(0, "capacity", "", [plain(capacity)]),
        this.#box(0, "certification", "whole", this.#certification()),
      ],
      after: [this.#document()],
    };
  }

  goodsLine({ description, quantity, marks, packages, hs, gross_weight, net_weight, origin }: Goods): GoodsLine {
    const mark = marks?.text ?? (marks?.picture === undefined ? undefined : this.#word("picture"));
    const weight = (word: string, of: Measure | undefined) => (of ? [small(`${this.#word(word)} ${measure(of)}`)] : []);
    return {
      words: [
        ...(mark === undefined ? [] : [plain(mark)]),
        ...(packages ? [plain(`${decimalText(String(packages.count))} ${packages.name}`)] : []),
        strong(description),
      ],
      hs: hs ? [plain(hsText(hs.code)), small(`(HS ${hs.edition})`)] : [],
      origin: origin ? [plain(origin.name)] : [],
      quantity: [plain(measure(quantity)), ...weight("gross", gross_weight), ...weight("net", net_weight)],
    };
  }

  #box(number: number, title: string, place: string, lines: readonly Line[]): Box {
    return { number, title, place, lines };
  }

  #word(name: string): string {
    return this.language.words[name] ?? "";
  }

  #day(day: string): string {
    return dayText(day, this.language.locale);
  }

  #party(of: Party): Line[] {
    const behind = of.on_behalf_of;
    return [
      strong(of.name),
      plain(of.address),
      small(of.country),
      ...(behind ? [plain(this.#word("on_behalf_of")), ...this.#party(behind)] : []),
    ];
  }

  #consignee(): Line[] {
    const { consignee } = this.fields;
    if (consignee === undefined) return [];
    if (consignee.form === "party") return this.#party(consignee);
    const order = consignee.of ? `${this.#word("to_order_of")} ${consignee.of}` : this.#word("to_order");
    return [strong(order), plain(`${this.#word("destination")} ${consignee.destination.name}`)];
  }

  #invoice(): Line[] {
    const { invoice } = this.fields;
    if (invoice === undefined) return [];
    return [plain(invoice.number), plain(this.#word("of_day").replace("%(day)s", this.#day(invoice.date)))];
  }

  #certification(): Line[] {
    const { statement, place, issued, certifying_officer, chamber } = this.fields;
    return [
      plain(statement),
      plain(`${place}, ${this.#day(issued)}`),
      strong(certifying_officer),
      strong(chamber.name),
      plain(chamber.address),
    ];
  }

  #document(): Box {
    const { title = "", pages = 0, sha256 = "" } = this.fields.document ?? {};
    const count = this.#word("pages").replace("%(pages)s", String(pages));
    return this.#box(0, "document", "whole", [strong(title), plain(count), plain(`SHA-256: ${sha256}`)]);
  }
}

function plain(text: string): Line {
  return { text };
}

function strong(text: string): Line {
  return { text, look: "strong" };
}

function small(text: string): Line {
  return { text, look: "small" };
}

function measure(of: Measure): string {
  return `${decimalText(of.value)} ${of.name}`;
}

/** Writes a decimal with narrow blanks between thousands; point and digits stay as they were signed. */
export function decimalText(value: string): string {
  const [whole = "", ...rest] = value.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, "\u202f"), ...rest].join(".");
}

/** Writes an HS code as usually printed: `8412.21`, then pairs. */
export function hsText(code: string): string {
  return [code.slice(0, 4), ...(code.slice(4).match(/.{1,2}/g) ?? [])].join(".");
}
