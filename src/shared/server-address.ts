import { z } from 'zod';

/** Base URL of a call server. */
export const serverAddress = z.url({ protocol: /^https?$/ }).max(2_048);
