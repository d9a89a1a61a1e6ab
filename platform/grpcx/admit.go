package grpcx

import (
	"context"
	"slices"
	"strings"

	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
)

// authorization is the one place a token may stand (NLgov OAuth profile 1.1): never in a query, never in a message.
const authorization = "authorization"

// admit answers ctx with the identity of the caller, and by which roles, where rule lets the caller in.
func (s *Server) admit(ctx context.Context, rule AccessRule) (context.Context, error) {
	token, err := bearer(ctx)
	if err != nil {
		return nil, err
	}
	if token == "" && rule.Open {
		return ctx, nil
	}
	identity, err := s.verify(ctx, token)
	if err != nil {
		return nil, err
	}
	if !rule.Open && !slices.ContainsFunc(rule.Roles, func(r string) bool { return r == anyRole || identity.Has(r) }) {
		roles := strings.Join(rule.Roles, ", ")
		return nil, fault.New(fault.PermissionDenied, "ROLE_MISSING", "This needs one of the roles: %s.", roles).
			With("roles", roles)
	}
	return auth.Admitting(ctx, identity, rule.Roles), nil
}

// bearer answers the token the caller sent (RFC 6750 section 2.1), "" where there is none.
func bearer(ctx context.Context) (string, error) {
	headers := metadata.ValueFromIncomingContext(ctx, authorization)
	if len(headers) == 0 {
		return "", nil
	}
	scheme, token, found := strings.Cut(headers[0], " ")
	// The scheme's case means nothing (RFC 9110 section 11.1). Of two headers one might have passed a check the other
	// did not.
	if len(headers) > 1 || !found || token == "" || !strings.EqualFold(scheme, "Bearer") {
		return "", fault.New(fault.Unauthenticated, "TOKEN_MALFORMED",
			"The token must be sent once, as 'authorization: Bearer TOKEN'.")
	}
	return token, nil
}
