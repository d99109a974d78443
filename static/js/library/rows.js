// Rows of the library, as the studio answers them: by the question, from a place on.

/** @typedef {Record<string, any>} Row */
/** @typedef {{rows: Row[], total: number, query: any}} Page */

export class Rows {
  /** @param {import("./question.js").Question} question @param {import("../shell/live.js").Work} work */
  constructor(question, work) {
    this.question = question;
    this.work = work;
    this.address = "";
  }

  /** @param {number} start @param {number} count @returns {Promise<Page>} */
  async ask(start, count) {
    const page = await this.askAt(this.address, start, count);
    page.rows.forEach((/** @type {any} */ row) => this.work.learn(row));
    return page;
  }

  /** @param {string} address @param {number} start @param {number} count @returns {Promise<Page>} */
  async askAt(address, start, count) {
    await this.question.entered;
    const { text } = this.question;
    const answer = await fetch(this.at(address, start, count));
    if (answer.status === 401) location.assign("/sign-in");
    if (!answer.ok) throw new Error(String(answer.status));
    const page = await answer.json();
    this.question.understand(text, page.query);
    return page;
  }

  /** Which tracks stand where. @param {number} start @param {number} count @returns {Promise<string[]>} */
  async askIds(start, count) {
    const answer = await fetch(this.at(this.address.replace(/tracks$/, "track-ids"), start, count));
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).ids;
  }

  /** @param {string} address @param {number} start @param {number} count */
  at(address, start, count) {
    const { text, sort, descending } = this.question;
    const asked = new URLSearchParams({ start: String(start), count: String(count), search: text, sort, descending: String(descending) });
    return `${address}?${asked}`;
  }
}
