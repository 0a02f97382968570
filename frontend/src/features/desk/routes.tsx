import "@mantine/core/styles/Modal.layer.css";

export { VisitDeskPage } from "./VisitDeskPage";
