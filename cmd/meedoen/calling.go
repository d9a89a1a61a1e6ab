package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/program"
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
	trusting(cmd)
}

// trusting adds the flag that names the authorities of whoever is called, which is tls.ca.
func trusting(cmd *cobra.Command) {
	if err := config.Flag(cmd.Flags(), defaults(), "tls.ca", "ca"); err != nil {
		panic(err) // the key stands one line up
	}
}

// transport answers what secures the line to an address: "" for the process on this machine with the same configuration.
func (c Config) transport(address string) (credentials.TransportCredentials, error) {
	line, err := program.OpenLine(c.TLS, about(c))
	if err != nil {
		return nil, err
	}
	if own := line.Itself(); address == "" && own != nil {
		return own, nil
	}
	return line.Transport(), nil
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
	transport, err := cfg.transport(c.address)
	if err != nil {
		return nil, err
	}
	address := c.address
	if address == "" {
		address = cfg.GRPC
	}
	return grpcx.Dial(address, grpcx.ClientConfig{Transport: transport, Credentials: grpcx.Bearer(token)})
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
