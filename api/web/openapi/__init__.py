"""The contract, as OpenAPI: a function of the declarations."""
