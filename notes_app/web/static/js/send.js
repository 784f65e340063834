// Ask the server from a script: JSON in, JSON out, with the CSRF token.

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.message ?? String(status));
    this.status = status;
    this.answer = answer ?? {};
  }
}

/** Return the answer's JSON. Throws `Refused` when the server says no, `TypeError` when it cannot be reached. */
export async function send(method, url, body, { signal, keepalive = false } = {}) {
  const response = await fetch(url, {
    method, signal, keepalive, credentials: "same-origin", redirect: "error",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
