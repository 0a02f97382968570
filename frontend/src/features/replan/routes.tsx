import "@mantine/core/styles/Drawer.layer.css";

export { AbsencesPage } from "./AbsencesPage";
export { NewAbsencePage } from "./NewAbsencePage";
export { ProposalPage } from "./ProposalPage";
