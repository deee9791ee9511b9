// The build copies the library beside the compiled script: a browser cannot resolve the name of a package.
export { default } from 'minisearch';
