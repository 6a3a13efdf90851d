/** What every program is asked, and what it answers: one shape, so that one test reads them all. */

export interface Questions {
  address: string;
  /** How many records a page of the walk has. */
  page: number;
  speakers: string[];
  record: string;
  misspelt: string;
}

export interface Report {
  /** The ids of the statements of these speakers. */
  filtered: string[];
  /** The ids of all statements, page by page. */
  walked: string[];
  /** Who speaks in the record: the name in each reference, and the type of actor in what is included. */
  speakers: { name: string; type: string }[];
  /** What each evidence of the record rests on. */
  evidence: { publisher: string; published: string; title: string; link: string | null }[];
  /** The dates of the filtered statements. */
  dates: { label: string; earliest: string | null }[];
  /** What the API says of a misspelt speaker, and the nearest right ones. */
  problem: { detail: string; nearest: string[] };
}
