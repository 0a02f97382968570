export function WeekPage() {
  return null;
}
export function BookingsPage() {
  return null;
}
export function PhonePage() {
  return null;
}
export function DoctorsPage() {
  return null;
}
export function DoctorPage() {
  return null;
}
export function ServicesPage() {
  return null;
}
export function StaffPage() {
  return null;
}
