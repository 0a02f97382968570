/** Written by hand from the agreed contract until the server publishes its document; then generated. */
type Json<T> = { content: { "application/json": T }; headers: { [name: string]: unknown } };
type None = { content?: never; headers: { [name: string]: unknown } };
type Params<Q, H, P> = ([Q] extends [never] ? { query?: never } : { query?: Q }) &
  ([H] extends [never] ? { header?: never } : { header: H }) &
  ([P] extends [never] ? { path?: never } : { path: P }) & { cookie?: never };
type Get<R, Q = never, P = never> = {
  parameters: Params<Q, never, P>;
  requestBody?: never;
  responses: { 200: Json<R> };
};
type Send<B, R, P = never, H = never, S extends number = 200> = {
  parameters: Params<never, H, P>;
  requestBody: { content: { "application/json": B } };
  responses: { [K in S]: R extends null ? None : Json<R> };
};
type Bare<R, P = never, S extends number = 204> = {
  parameters: Params<never, never, P>;
  requestBody?: never;
  responses: { [K in S]: R extends null ? None : Json<R> };
};
type Nothing = { parameters: { query?: never; header?: never; path?: never; cookie?: never } };
type List<T> = { items: T[]; next_cursor: string | null };
type Id<K extends string> = { [N in K]: string };

type Modality = "video" | "audio" | "chat";
type Status =
  | "held"
  | "booked"
  | "arrived"
  | "in_progress"
  | "completed"
  | "expired"
  | "cancelled"
  | "no_show";

export interface components {
  schemas: {
    Modality: Modality;
    AppointmentStatus: Status;
    TokenAnswer: {
      access_token: string;
      token_type: "Bearer";
      expires_in: number;
      refresh_token: string | null;
      csrf_token: string | null;
    };
    RegistrationBody: {
      email?: string | null;
      phone?: string | null;
      password: string;
      given_name: string;
      family_name: string;
      birth_date: string;
      sex: "female" | "male" | "other" | "unknown";
      language: "en" | "ru" | "de";
      zone: string;
      consents: { document: "terms" | "privacy" | "telemedicine"; version: string }[];
    };
    RegistrationAnswer: {
      confirmation_id: string;
      channel: "email" | "sms";
      expires_at: string;
    };
    SessionItem: {
      id: string;
      client: "web" | "api";
      user_agent: string | null;
      created_at: string;
      last_used_at: string;
      current: boolean;
    };
    Account: {
      id: string;
      email: string | null;
      phone: string | null;
      language: string;
      zone: string;
      roles: {
        role: "patient" | "doctor" | "registrar" | "clinic_admin" | "operator";
        clinic_id: string | null;
        clinic_name?: string | null;
        subject_id: string | null;
      }[];
      patients: {
        id: string;
        given_name: string;
        family_name: string;
        birth_date: string;
        relation: "self" | "representative";
      }[];
    };
    AuditItem: { at: string; action: string; outcome: "allowed" | "denied"; actor_role: string };
    DemoSignIn: { login: string; password: string; role: string; name?: string };
    DemoMail: {
      id: string;
      to: string;
      subject: string;
      text: string;
      html: string | null;
      sent_at: string | null;
    };
    Clinic: {
      id: string;
      slug: string;
      name: string;
      zone: string;
      country: string;
      languages: string[];
      phone: string | null;
      address: string | null;
      about: string | null;
      emergency_number: string | null;
    };
    Specialty: { id: string; code: string; name: string; doctor_count: number };
    Service: {
      id: string;
      clinic_id: string;
      specialty_id: string;
      name: string;
      duration_min: number;
      modalities: Modality[];
      price_minor: number;
      currency: string;
    };
    Doctor: {
      id: string;
      clinic_id: string;
      given_name: string;
      family_name: string;
      display_name: string;
      title: string | null;
      languages: string[];
      specialties: { id: string; name: string }[];
      photo_url: string | null;
      about: string | null;
      services?: components["schemas"]["Service"][];
    };
    Opening: {
      doctor_id: string;
      doctor_name: string;
      doctor_title: string | null;
      clinic_id: string;
      clinic_name: string;
      service_id: string;
      service_name: string;
      starts_at: string;
      ends_at: string;
      local_start: string;
      local_end: string;
      zone: string;
      modalities: Modality[];
      price_minor: number;
      currency: string;
    };
    DoctorDays: {
      zone: string;
      days: {
        date: string;
        openings: { starts_at: string; ends_at: string; local_start: string }[];
      }[];
    };
    Appointment: {
      id: string;
      status: Status;
      revision: number;
      clinic: {
        id: string;
        name: string;
        zone: string;
        emergency_number: string | null;
        phone: string | null;
      };
      service: { id: string; name: string; duration_min: number };
      doctor: { id: string; display_name: string; title: string | null; photo_url: string | null };
      patient: { id: string; display_name: string };
      modality: Modality;
      starts_at: string;
      ends_at: string;
      local_start: string;
      local_end: string;
      zone: string;
      reason: string | null;
      booked_at: string;
      can: { cancel: boolean; reschedule: boolean; join: boolean };
      join_opens_at: string;
      cancel_until: string;
    };
    RoomEvent: {
      seq: number;
      id: string;
      kind: string;
      at: string;
      from: { participant_id: string; role: string; display_name: string } | null;
      client_id: string | null;
      data: { [key: string]: unknown };
    };
    IceServers: {
      ice_servers: { urls: string[]; username?: string | null; credential?: string | null }[];
      expires_at: string | null;
    };
  };
}
type S = components["schemas"];
type IfMatch = { "If-Match": string };

export interface paths {
  "/api/v1/registrations": Nothing & {
    post: Send<S["RegistrationBody"], S["RegistrationAnswer"], never, never, 202>;
  };
  "/api/v1/confirmations/{confirmation_id}": Nothing & {
    post: Send<{ code: string }, null, Id<"confirmation_id">, never, 204>;
  };
  "/api/v1/confirmations/{confirmation_id}/resend": Nothing & {
    post: Bare<null, Id<"confirmation_id">, 202>;
  };
  "/api/v1/sessions": Nothing & {
    post: Send<
      { login: string; password: string; client: "web" | "api" },
      S["TokenAnswer"],
      never,
      never,
      201
    >;
    get: Get<List<S["SessionItem"]>>;
    delete: Bare<null>;
  };
  "/api/v1/sessions/current": Nothing & { delete: Bare<null> };
  "/api/v1/sessions/{session_id}": Nothing & { delete: Bare<null, Id<"session_id">> };
  "/api/v1/password-resets": Nothing & { post: Send<{ login: string }, null, never, never, 202> };
  "/api/v1/password-resets/complete": Nothing & {
    post: Send<{ token: string; password: string }, null, never, never, 204>;
  };
  "/api/v1/account": Nothing & {
    get: Get<S["Account"]>;
    patch: Send<{ language?: "en" | "ru" | "de"; zone?: string }, S["Account"]>;
  };
  "/api/v1/account/password": Nothing & {
    put: Send<{ current: string; password: string }, null, never, never, 204>;
  };
  "/api/v1/account/audit": Nothing & { get: Get<List<S["AuditItem"]>, { cursor?: string }> };
  "/api/v1/demo/sign-ins": Nothing & { get: Get<List<S["DemoSignIn"]>> };
  "/api/v1/demo/mailbox": Nothing & { get: Get<List<S["DemoMail"]>, { to?: string }> };
  "/api/v1/specialties": Nothing & { get: Get<List<S["Specialty"]>, { clinic_id?: string }> };
  "/api/v1/clinics": Nothing & { get: Get<List<S["Clinic"]>> };
  "/api/v1/doctors": Nothing & {
    get: Get<List<S["Doctor"]>, { specialty_id?: string; q?: string; language?: string }>;
  };
  "/api/v1/doctors/{doctor_id}": Nothing & { get: Get<S["Doctor"], never, Id<"doctor_id">> };
  "/api/v1/doctors/{doctor_id}/days": Nothing & {
    get: Get<
      S["DoctorDays"],
      { service_id: string; from?: string; to?: string },
      Id<"doctor_id">
    >;
  };
  "/api/v1/openings": Nothing & {
    get: Get<
      List<S["Opening"]>,
      {
        specialty_id?: string;
        service_id?: string;
        doctor_id?: string;
        clinic_id?: string;
        language?: string;
        modality?: Modality;
        part_of_day?: "morning" | "afternoon" | "evening";
        from?: string;
        to?: string;
        limit?: number;
        cursor?: string;
      }
    >;
  };
  "/api/v1/appointments": Nothing & {
    get: Get<
      List<S["Appointment"]>,
      { when?: "upcoming" | "past"; patient_id?: string; cursor?: string; limit?: number }
    >;
    post: Send<
      {
        service_id: string;
        doctor_id: string;
        patient_id: string;
        starts_at: string;
        modality: Modality;
        reason?: string | null;
      },
      S["Appointment"],
      never,
      { "Idempotency-Key": string },
      201
    >;
  };
  "/api/v1/appointments/{appointment_id}": Nothing & {
    get: Get<S["Appointment"], never, Id<"appointment_id">>;
  };
  "/api/v1/appointments/{appointment_id}/reschedule": Nothing & {
    post: Send<
      { starts_at: string; doctor_id?: string },
      S["Appointment"],
      Id<"appointment_id">,
      IfMatch
    >;
  };
  "/api/v1/appointments/{appointment_id}/cancel": Nothing & {
    post: Send<{ reason?: string | null }, S["Appointment"], Id<"appointment_id">, IfMatch>;
  };
  "/api/v1/consultations/{consultation_id}/events": Nothing & {
    get: Get<
      List<S["RoomEvent"]>,
      { after?: number; limit?: number },
      Id<"consultation_id">
    >;
  };
  "/api/v1/ice-servers": Nothing & { get: Get<S["IceServers"]> };
  "/api/v1/patients/{patient_id}": Nothing & {
    get: Get<Record<string, unknown>, never, Id<"patient_id">>;
  };
}
