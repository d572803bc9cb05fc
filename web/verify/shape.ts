/**
 * Shapes of JSON values: small checks that are put together into the model of a document.
 *
 * A shape looks at a value and throws ContentError, with the field's path, where it does not fit. Values come from
 * canonical JSON, so there is neither null nor a key twice.
 */

import { isObject, type JsonObject } from "./canonical.js";
import { ContentError } from "./errors.js";

/** Throws ContentError unless `value` fits; `path` names the field, e.g. `goods.0.quantity`. */
export type Shape = (value: unknown, path: string) => void;

/** Text that passes a test; `expected` ends the sentence “… is not”. */
export function text(fits: (text: string) => boolean, expected: string): Shape {
  return (value, path) => {
    if (typeof value !== "string" || !fits(value)) throw new ContentError(`${path} is not ${expected}.`);
  };
}

/** Text of a pattern, which has to match all of it. */
export function pattern(regular: RegExp): Shape {
  return text((value) => regular.test(value), `of the form ${regular.source}`);
}

/** One of these texts. */
export function oneOf(...allowed: readonly string[]): Shape {
  return text((value) => allowed.includes(value), `one of: ${allowed.join(", ")}`);
}

/** An integer within bounds, both inclusive. */
export function integer(least: number, most: number): Shape {
  return (value, path) => {
    if (typeof value !== "number" || value < least || value > most) {
      throw new ContentError(`${path} is not an integer from ${least} to ${most}.`);
    }
  };
}

/** The value `true`. */
export const isTrue: Shape = (value, path) => {
  if (value !== true) throw new ContentError(`${path} is not true; what is absent is left out.`);
};

/** A list of items of one shape, whose length is within bounds. */
export function list(item: Shape, least: number, most: number): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw new ContentError(`${path} is not a list of ${least} to ${most} items.`);
    }
    value.forEach((element, position) => {
      item(element, `${path}.${position}`);
    });
  };
}

/** An object with exactly these members; those of `optional` may be left out. `rule` then looks at it as a whole. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
  rule: (fields: JsonObject, path: string) => void = () => {},
): Shape {
  return (value, path) => {
    if (!isObject(value)) throw new ContentError(`${path} is not an object.`);
    for (const [name, shape] of Object.entries(required)) {
      if (!Object.hasOwn(value, name)) throw new ContentError(`${path}.${name} is missing.`);
      shape(value[name], `${path}.${name}`);
    }
    for (const name of Object.keys(value).filter((key) => !Object.hasOwn(required, key))) {
      const shape = Object.hasOwn(optional, name) ? optional[name] : undefined;
      if (shape === undefined) throw new ContentError(`${path} has a field that is not known here.`);
      shape(value[name], `${path}.${name}`);
    }
    rule(value as JsonObject, path);
  };
}

/** One of several objects, told apart by the text in their member `tag`. */
export function tagged(tag: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    const name = isObject(value) ? value[tag] : undefined;
    const shape = typeof name === "string" && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) throw new ContentError(`${path}.${tag} is not one of: ${Object.keys(shapes).join(", ")}.`);
    shape(value, path);
  };
}

/** An object that has at least these members; others are not looked at. */
export function members(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (value, path) => {
    if (!isObject(value)) throw new ContentError(`${path} is not an object.`);
    for (const [name, shape] of Object.entries({ ...required, ...optional })) {
      if (Object.hasOwn(value, name)) shape(value[name], `${path}.${name}`);
      else if (Object.hasOwn(required, name)) throw new ContentError(`${path}.${name} is missing.`);
    }
  };
}

/** An object whose member names have one shape and whose values another. */
export function mapping(name: Shape, item: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) throw new ContentError(`${path} is not an object.`);
    for (const [key, element] of Object.entries(value)) {
      name(key, `the name ${path}.${key}`);
      item(element, `${path}.${key}`);
    }
  };
}
