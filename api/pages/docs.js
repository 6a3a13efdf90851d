SwaggerUIBundle({
  url: document.currentScript.dataset.contract, dom_id: "#docs", deepLinking: true, tryItOutEnabled: true,
  validatorUrl: null, docExpansion: "list", defaultModelsExpandDepth: -1, syntaxHighlight: false
});
