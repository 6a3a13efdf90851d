/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is; another origin than the one of this page. */
  readonly VITE_API: string;
}
