// Name and version of the tool, as they stand in manifests. A test holds the version equal to package.json's.

export const TOOL_NAME = "stella-export";
export const TOOL_VERSION = "0.1.0";
