import "@mantine/core/styles/Modal.layer.css";
import "@mantine/core/styles/Drawer.layer.css";
import "@mantine/core/styles/Tabs.layer.css";

export { BookingsPage } from "./bookings/BookingsPage";
export { DoctorPage } from "./doctors/DoctorPage";
export { DoctorsPage } from "./doctors/DoctorsPage";
export { PhonePage } from "./phone/PhonePage";
export { ProgrammesPage } from "./programmes/ProgrammesPage";
export { ReleasesPage } from "./releases/ReleasesPage";
export { ServicesPage } from "./services/ServicesPage";
export { SetupPage } from "./setup/SetupPage";
export { StaffPage } from "./staff/StaffPage";
export { WeekPage } from "./week/WeekPage";
