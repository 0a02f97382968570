export { DoctorPage } from "./DoctorPage";
export { FindPage } from "./FindPage";
