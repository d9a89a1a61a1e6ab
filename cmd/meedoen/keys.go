package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/keyfile"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/tlsx/devca"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// tokenLife is how long the token of a service apart counts: longer than anybody tries things out.
const tokenLife = 365 * 24 * time.Hour

func newKeys() *cobra.Command {
	var more []string
	cmd := &cobra.Command{
		Use:   "keys DIR",
		Short: "Write what services apart need of the development issuer",
		Long: `Keys writes to DIR what processes of single services need to try things out without an issuer
of your own: jwks.json, the public keys of the development issuer in the data folder, for
auth.issuers, for each service NAME.token, with which it sends its traces and calls the others by
itself, privacy.key and counting.key, for the settings of that name, and account-signing.key, for
reporting.signing-key.

For TLS it writes ca.crt, the certificate of a development authority whose key is in the data folder
too, for tls.ca and events.ca, and for each service and the gateway NAME.crt and NAME.key, for
tls.certificate and tls.key, in the name NAME and those of this machine. Run it again to renew them;
who trusts ca.crt goes on doing so.

Whoever can read the data folder can make a token for anything, and be any server: never use it where
others can reach you.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			issuer, err := devissuer.Open(cfg.Data, clock.System())
			if err != nil {
				return err
			}
			if err := writeKeys(issuer, cfg.Auth.Audience, args[0]); err != nil {
				return err
			}
			if _, err := keyfile.OpenEd25519(args[0], reporting.SigningKeyFile); err != nil {
				return err
			}
			if _, err = (privacy.Config{}).InFolder(args[0]); err != nil {
				return err
			}
			return writeCertificates(cfg.Data, args[0], append(more, gateway.Name))
		},
	}
	cmd.Flags().StringSliceVar(&more, "certificate", nil,
		"name of another server that gets a certificate, as nats; may be given more than once")
	return cmd
}

// apart are the services that may run apart.
func apart() []string {
	return []string{activities.Name, volunteers.Name, debtcounselling.Name, support.Name, reporting.Name}
}

// writeCertificates writes certificates of the development authority, for the services and more.
func writeCertificates(data, dir string, more []string) error {
	authority, err := devca.Open(data, clock.System())
	if err != nil {
		return err
	}
	if err := authority.WriteCertificate(filepath.Join(dir, "ca.crt")); err != nil {
		return err
	}
	for _, name := range append(apart(), more...) {
		if err := authority.WritePair(dir, name, devca.Life, "localhost", "127.0.0.1", "::1"); err != nil {
			return err
		}
	}
	return nil
}

func writeKeys(issuer *devissuer.Issuer, audience, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	keys, err := json.MarshalIndent(jose.JSONWebKeySet{Keys: issuer.Issuer().Keys}, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the keys: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "jwks.json"), append(keys, '\n'), 0o644); err != nil {
		return err
	}
	for _, service := range apart() {
		token, err := issuer.Token(devissuer.Claims{
			Subject: service, Roles: []string{"telemetry", own.Role(service)}, Audience: audience, Lifetime: tokenLife,
		})
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, service+".token"), []byte(token+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}
