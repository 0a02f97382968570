export { FamilyPage } from "./FamilyPage";
export { JoinPage } from "./JoinPage";
