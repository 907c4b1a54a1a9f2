export { BulletinSource } from "./bulletin-source.js";
