// Text and addresses from anyone, made fit to be shown: as catalog/api/text.py and links.py do.

const HOUSE = "https://w3id.org/headwaters/";
const CODES = HOUSE + "ns/";
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;

/** A text with the characters that hide or reorder others shown by their code points. */
export function visible(text) {
  return text.replace(HIDDEN, (found) => {
    const code = found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${code}⟩`;
  });
}

/** Where an IRI leads: our own names on this service; null for what is better not followed. */
export function href(iri) {
  if (iri.search(HIDDEN) !== -1 || /\s/.test(iri)) return null;
  if (iri.startsWith(HOUSE)) return "/" + iri.slice(HOUSE.length);
  return /^(https?:\/\/[^/]|mailto:)/i.test(iri) ? iri : null;
}

/** The shortest clear form of an IRI. */
export function short(iri, prefixes) {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && local && !/[/#]/.test(local)) return `${prefix}:${local}`;
  }
  if (iri.startsWith(CODES)) return iri.slice(CODES.length).replace("/", ":");
  return iri.startsWith(HOUSE) ? iri.slice(HOUSE.length) : iri;
}

/** An element with a class and what is in it. */
export function element(name, properties = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...inside);
  return made;
}
