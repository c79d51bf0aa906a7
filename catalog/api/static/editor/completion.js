// What the editor offers while one types: prefixes, classes and properties of the ontology.
// It comes once from our own service; YASGUI's own lists and servers are never asked.

const MOST = 60;

/** Let the editor offer the terms in the document at an address, which is promised back. */
export function offerTerms(address) {
  const coming = fetch(address)
    .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
    .catch(() => ({ prefixes: {}, classes: [], properties: [] }));
  const { Yasqe } = window;
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes",
    persistenceId: null,
    get: () => coming.then(({ prefixes }) => lines(prefixes)),
  });
  Yasqe.forkAutocompleter("class", kind("class", coming, "classes"));
  Yasqe.forkAutocompleter("property", kind("property", coming, "properties"));
  return coming;
}

function lines(prefixes) {
  return Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
}

function kind(name, coming, list) {
  let known = { prefixes: {}, labels: new Map() };
  coming.then((document) => {
    const labels = new Map(document[list].map(({ iri, label }) => [iri, label]));
    known = { prefixes: document.prefixes, labels };
  });
  return {
    name,
    autoShow: true,
    get: (_, token) => coming.then((document) => fitting(document[list], token)),
    postProcessSuggestion: (_, token, iri) => short(iri, token, known.prefixes),
    postprocessHints: (_, hints) => hints.map((hint) => labeled(hint, known)),
  };
}

/** The terms whose IRI begins as typed; without a prefix, those with the typed word in them. */
function fitting(terms, token) {
  const typed = token.autocompletionString.toLowerCase();
  if (typed.includes(":")) {
    const found = terms.filter(({ iri }) => iri.toLowerCase().startsWith(typed));
    const isWhole = found.length === 1 && found[0].iri.toLowerCase() === typed;
    return isWhole ? [] : found.map(({ iri }) => iri).slice(0, MOST);
  }
  if (typed.length < 2) return [];
  const found = terms.filter(({ iri, label }) =>
    `${iri.split(/[#/]/).pop()} ${label}`.toLowerCase().includes(typed),
  );
  return found.map(({ iri }) => iri).slice(0, MOST);
}

function short(iri, token, prefixes) {
  if (token.tokenPrefixUri) return token.tokenPrefix + iri.slice(token.tokenPrefixUri.length);
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const isWithin = iri.startsWith(namespace) && !token.string.startsWith("<");
    if (isWithin) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return `<${iri}>`;
}

function labeled(hint, { prefixes, labels }) {
  const [prefix, local] = hint.text.split(/:(.*)/s);
  const iri = hint.text.startsWith("<") ? hint.text.slice(1, -1) : prefixes[prefix] + local;
  const label = labels.get(iri) ?? "";
  const render = (element) => {
    const words = document.createElement("span");
    words.className = "hint-label";
    words.textContent = label;
    element.append(hint.text, words);
  };
  return { ...hint, render };
}
