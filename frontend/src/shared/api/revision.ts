/** Refused when somebody changed the thing after it was seen. */
export const ifMatch = ({ revision }: { revision: number }) => ({ "if-match": `"${revision}"` });
