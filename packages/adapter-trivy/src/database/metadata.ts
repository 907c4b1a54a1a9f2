// metadata.json beside a Trivy database (trivy-db pkg/metadata/metadata.go). It knows the file, not who reads it.
import { encodeUtf8, formatInstant } from "@stella-export/core";

/**
 * `asOf` in seconds. Trivy asks for a newer database after `NextUpdate`, and not before. A client that downloads the database sets
 * `DownloadedAt` itself; who copies it into a cache by hand must do so, or Trivy from 0.63 on downloads it again.
 */
export function encodeMetadata(version: number, asOf: number, nextUpdateHours: number): Uint8Array {
  const metadata = {
    Version: version,
    NextUpdate: formatInstant(asOf + nextUpdateHours * 3600),
    UpdatedAt: formatInstant(asOf),
    DownloadedAt: "0001-01-01T00:00:00Z",
  };
  return encodeUtf8(JSON.stringify(metadata));
}
