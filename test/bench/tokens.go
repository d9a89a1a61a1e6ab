package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
)

// people is how many different people call. One alone could be held up by what one caller may take.
const people = 16

// roles are what each of them may be: what every comparison together needs.
func roles() []string {
	return []string{"activities.staff", "importer", "account.manager", "debt.supervisor", "admin"}
}

// makeTokens answers a token of each of the people, of the issuer whose key is in a folder.
func makeTokens(folder string) (list []string, err error) {
	issuer, err := devissuer.Open(folder, clock.System())
	if err != nil {
		return nil, err
	}
	for i := range people {
		token, err := issuer.Token(devissuer.Claims{Subject: fmt.Sprint("person-", i), Roles: roles()})
		if err != nil {
			return nil, err
		}
		list = append(list, token)
	}
	return list, nil
}

// headers are what goes with the calls of each of those with a token, made once.
func headers(tokens []string) (list []metadata.MD) {
	for _, token := range tokens {
		list = append(list, metadata.Pairs("authorization", "Bearer "+token))
	}
	return list
}

// calling answers ctx with the token of a caller; without tokens, ctx.
func calling(ctx context.Context, headers []metadata.MD, caller int) context.Context {
	if len(headers) == 0 {
		return ctx
	}
	return metadata.NewOutgoingContext(ctx, headers[caller%len(headers)])
}

// dial connects as plainly as can be: what is measured is who answers, not who calls.
func (e *env) dial(address string) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err == nil {
		e.onClose(conn.Close)
	}
	return conn, err
}
