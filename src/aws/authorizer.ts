import type { Principal } from "./principal.ts";

/** One call, as far as a policy needs to see it. */
interface AuthorizationRequest {
  readonly caller: Principal;
  /** Model id, for example `lambda`. */
  readonly serviceId: string;
  readonly operationName: string;
  /** Parsed and valid. */
  readonly input: object;
}

/** Port: decides whether an authenticated caller may do what it asks. */
export interface Authorizer {
  /** @throws ServiceException AccessDeniedException when the caller may not */
  authorize(request: AuthorizationRequest): void | Promise<void>;
}
