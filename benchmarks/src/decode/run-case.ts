import { serveCase } from '../compare.js';
import { decodeCase } from './cases.js';
import { FLEET, makeFleet } from './fleet.js';

// The last argument names the case.
serveCase(decodeCase(process.argv.at(-1) ?? '', makeFleet(FLEET)));
