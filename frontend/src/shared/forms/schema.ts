import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import * as z from "zod/mini";

// The page's content policy forbids eval, which zod would otherwise try.
z.config({ jitless: true });

export { standardSchemaResolver as resolver, z };
