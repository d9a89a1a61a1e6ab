package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
)

// calling is how a command calls a service of a process that runs.
type calling struct {
	address, token string
	as             devissuer.Claims // whose token it is where the command is given none
}

// flags adds the flags of a command that calls a service.
func (c *calling) flags(cmd *cobra.Command, service string) {
	cmd.Flags().StringVar(&c.address, "address", "",
		"where the service "+service+" answers gRPC; the configured address if absent")
	cmd.Flags().StringVar(&c.token, "token", "",
		"token of the caller, or @FILE with it; one of the development issuer if absent")
}

// dial answers a connection to the service whose calls carry the caller's token.
func (c calling) dial(cmd *cobra.Command) (*grpc.ClientConn, error) {
	cfg, _, err := load(cmd.Flags(), defaults())
	if err != nil {
		return nil, err
	}
	return c.connect(cfg)
}

func (c calling) connect(cfg Config) (*grpc.ClientConn, error) {
	token, err := c.readToken(cfg)
	if err != nil {
		return nil, err
	}
	address := c.address
	if address == "" {
		address = cfg.GRPC
	}
	return grpcx.Dial(address, grpcx.ClientConfig{Credentials: grpcx.Bearer(token)})
}

func (c calling) readToken(cfg Config) (string, error) {
	if path, isFile := strings.CutPrefix(c.token, "@"); isFile {
		content, err := os.ReadFile(path)
		return strings.TrimSpace(string(content)), err
	}
	if c.token != "" {
		return c.token, nil
	}
	if !cfg.issuesTokens() {
		return "", errors.New("tokens come from the issuers in auth.issuers: give one with --token")
	}
	issuer, err := devissuer.Open(cfg.Data, clock.System())
	if err != nil {
		return "", err
	}
	claims := c.as
	claims.Audience = cfg.Auth.Audience
	return issuer.Token(claims)
}
