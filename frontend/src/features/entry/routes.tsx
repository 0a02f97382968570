export { ConfirmPage } from "./ConfirmPage";
export { RegisterPage } from "./RegisterPage";
export { ResetPage } from "./ResetPage";
export { SignInPage } from "./SignInPage";
