import { closeSharedWorld } from './shared-world.ts';

// One area after the other on one product: each brings the records that it looks at. What a calendar moves is counted before others have clocks.
import './time.ts';
import './cases.ts';
import './offers.ts';
import './approvals.ts';
import './editing.ts';

afterAll(closeSharedWorld);
