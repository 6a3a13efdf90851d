"""The contract (OpenAPI 3.1): `contract.yaml`, and what follows from the declarations."""
