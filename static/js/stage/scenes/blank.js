/* Nothing but the ground. */
import { el } from "../dom.js";

export const land = () => "whole";
export const mount = () => ({ root: el("main.scene.scene-blank"), update() {} });
