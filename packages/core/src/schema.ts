// Checks values against JSON Schemas (draft 2020-12) and says where and why they do not fit.
// It knows no particular schema.
import type { Static, TSchema } from "typebox";
import * as Type from "typebox";
import { Compile } from "typebox/schema";

/** An object whose unknown fields are errors. */
export const closed = <T extends Record<string, TSchema>>(properties: T, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** One of a few strings. */
export const oneOf = <const T extends readonly string[]>(values: T, options: object = {}) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...values], ...options });

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export interface SchemaViolation {
  /** JSON Pointer (RFC 6901) into the value. */
  readonly pointer: string;
  readonly message: string;
}

export interface SchemaCheck<T> {
  readonly schema: TSchema;
  violations(value: unknown): readonly SchemaViolation[];
  fits(value: unknown): value is T;
}

/** Compiles a schema on first use, so that importing it costs nothing. */
export function schemaCheck<T extends TSchema>(schema: T): SchemaCheck<Static<T>> {
  let compiled: ReturnType<typeof Compile> | undefined;
  const validator = () => (compiled ??= Compile(schema as never));
  return {
    schema,
    fits: (value): value is Static<T> => validator().Check(value),
    violations: (value) => {
      const [, errors] = validator().Errors(value);
      return errors
        .filter((error) => error.keyword !== "additionalProperties")
        .map((error) => ({
          pointer: error.instancePath,
          message: error.keyword === "boolean" ? "unknown field" : error.message,
        }));
    },
  };
}
