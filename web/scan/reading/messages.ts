/** What the page and its reading worker say to each other. */

/** The first message of the page: the compiled decoder. */
export interface Start {
  readonly kind: "start";
  readonly decoder: WebAssembly.Module;
}

/**
 * A picture to read. `live` pictures are frames of a camera, one after the other; of a still everything is tried
 * until a text begins with `base`, in any case.
 */
export interface Look {
  readonly kind: "look";
  readonly id: number;
  readonly bitmap: ImageBitmap;
  readonly live: boolean;
  readonly base: string;
}

/** The answer to a picture; `failed` says, for a log, why it could not be read at all. */
export interface Seen {
  readonly id: number;
  readonly texts: readonly string[];
  readonly brightness: number;
  readonly failed?: string;
}
