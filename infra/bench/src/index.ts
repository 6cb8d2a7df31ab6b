export { runBench } from './bench.ts';
export { CallRehearsal } from './call/rehearse-call.ts';
export { runCapacity } from './capacity/run-capacity.ts';
export { runDrill } from './drill.ts';
export { fillSchool } from './school/fill-school.ts';
export { type GeneratedSchool, type SchoolScale, SMALL_SCHOOL } from './school/school-scale.ts';
