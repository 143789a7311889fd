/** The six tables that the sign-in library reads and writes by itself, under its own names, and no other. Opaque: only that library looks inside. */
export type SignInTables = object;
