package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
)

func newToken() *cobra.Command {
	var claims devissuer.Claims
	cmd := &cobra.Command{
		Use:   "token --role ROLE [--role ROLE]",
		Short: "Print a token of the development issuer",
		Long: `Token prints a token for trying things out, signed with the key in the data folder. A
process that runs on that folder without issuers of its own accepts it.

Roles: ` + strings.Join(roles(), ", ") + ".",
		Example: `  curl -H "Authorization: Bearer $(meedoen token --role activities.staff)" \
    http://127.0.0.1:8080/v1/locations`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			if claims.Audience == "" {
				claims.Audience = cfg.Auth.Audience
			}
			issuer, err := devissuer.Open(cfg.Data, clock.System())
			if err != nil {
				return err
			}
			token, err := issuer.Token(claims)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), token)
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&claims.Roles, "role", nil, "a role of the caller; may be given more than once")
	flags.StringSliceVar(&claims.Groups, "group", nil, "a group that the caller belongs to, as a team; may be given more than once")
	flags.StringVar(&claims.Subject, "subject", "developer", "who the caller is")
	flags.StringVar(&claims.Audience, "audience", "", "for whom the token is; the configured audience if absent")
	flags.DurationVar(&claims.Lifetime, "lifetime", 12*time.Hour, "how long the token counts")
	if err := cmd.MarkFlagRequired("role"); err != nil {
		// The flag stands three lines up.
		panic(err)
	}
	return cmd
}

// roles answers the roles that some method asks for, sorted.
func roles() []string {
	table, err := grpcx.LinkedAccess("meedoen.")
	if err != nil {
		// The protos are linked in, and a server with them would not start.
		panic(err)
	}
	var all []string
	for _, rule := range table {
		all = append(all, rule.Roles...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(role string) bool { return role == "*" })
}
