export { answersTo, answersToGuide } from './answers.js';
export { demoState, loadDemo, type DemoKey } from './load-demo.js';
export { replay2021 } from './replay.js';
