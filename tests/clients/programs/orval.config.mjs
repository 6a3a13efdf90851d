/** What orval generates: the fetch client of the contract beside it, for the server at ADDRESS. */

export default {
  facts: {
    input: "./openapi.yaml",
    output: { target: "./generated/orval.ts", client: "fetch", baseUrl: process.env.ADDRESS },
  },
};
