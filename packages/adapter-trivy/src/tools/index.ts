// What the command line does with databases: the door `@stella-export/adapter-trivy/tools`.
export { toDatabaseError } from "./database-error.js";
