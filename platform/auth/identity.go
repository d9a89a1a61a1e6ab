// Package auth says who is calling: it verifies the token a caller sent and hands on what the token vouches for. Who
// may do what is decided elsewhere.
package auth

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Identity is what a verified token says about its bearer. It is shared between calls: read it, never change it.
type Identity struct {
	// Subject is the caller (claim `sub`), never empty.
	Subject string
	// Roles are what the issuer lets the caller be (claim `roles`).
	Roles []string
	// Groups are the parts of an organisation that the caller belongs to, such as teams (claim `groups`).
	Groups []string
	// Issuer is who vouches for all this (claim `iss`).
	Issuer string
	// Actor is the system that calls on behalf of Subject (claim `act.sub`, RFC 8693 section 4.1), or "" where Subject
	// calls itself.
	Actor string
	// ExpiresAt is the first instant at which the token no longer counts, in UTC.
	ExpiresAt time.Time
}

// Key answers what tells the caller from all others, whoever vouches for them. It is about a person: it is for memory alone.
func (i *Identity) Key() string { return i.Issuer + "\n" + i.Subject }

// Has says whether the caller has role. A nil identity has none.
func (i *Identity) Has(role string) bool { return i != nil && slices.Contains(i.Roles, role) }

// In says whether the caller belongs to group. A nil identity belongs to none.
func (i *Identity) In(group string) bool { return i != nil && slices.Contains(i.Groups, group) }

type callerKey struct{}

// caller is who calls, and by which roles. It is one value, for every call has it.
type caller struct {
	identity *Identity
	admitted []string
}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// From answers who is calling, or nil where the caller sent no token.
func From(ctx context.Context) *Identity { return callerOf(ctx).identity }

// Subject answers the subject of who is calling, or "" where the caller sent no token.
func Subject(ctx context.Context) string {
	if identity := From(ctx); identity != nil {
		return identity.Subject
	}
	return ""
}

// AdmittedBy answers by which roles the caller was let in: those the caller has and the method is for. None where the method
// is for everybody, or for every valid token.
func AdmittedBy(ctx context.Context) []string { return callerOf(ctx).admitted }

// Admitting answers a context in which From answers identity, and AdmittedBy those of roles that it has.
func Admitting(ctx context.Context, identity *Identity, roles []string) context.Context {
	c := caller{identity: identity}
	for _, role := range roles {
		if identity.Has(role) {
			c.admitted = append(c.admitted, role)
		}
	}
	return context.WithValue(ctx, callerKey{}, c)
}

// RoleText answers roles as logs keep them: in alphabetical order, with a space between them.
func RoleText(roles []string) string {
	return strings.Join(slices.Sorted(slices.Values(roles)), " ")
}

// With answers a context in which From answers identity. By which roles the caller was let in stays.
func With(ctx context.Context, identity *Identity) context.Context {
	return context.WithValue(ctx, callerKey{}, caller{identity, callerOf(ctx).admitted})
}
