package program

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// Service is a program that runs one service apart from the others. C is its configuration, which embeds Config.
type Service[C any] struct {
	Name     string // of the service and the program
	Short    string // what it is, for the help
	Version  string
	Defaults C
	// Shared answers the part of the configuration that all services apart have.
	Shared func(C) Config
	// Database answers where the service keeps its data.
	Database func(C) config.Secret
	// Migrations are the schema of that database.
	Migrations func() fs.FS
	// Privacy answers how personal data is kept. Nil where the service keeps none.
	Privacy func(C) privacy.Config
	// New wires the service.
	New func(context.Context, app.Deps, C) (app.Module, error)
}

// Command answers the command line of the program: without a subcommand it runs the service.
func (s Service[C]) Command() *cobra.Command {
	root := &cobra.Command{
		Use:   s.Name,
		Short: s.Short,
		Long: s.Short + `

It runs this service alone, on a database of its own. Other instances of it may run on the same
database; the work in the background is done by one of them at a time.`,
		Version: s.Version,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _, err := Load(cmd.Flags(), s.Defaults)
			if err != nil {
				return err
			}
			return s.run(cmd.Context(), cfg)
		},
	}
	Settings(root.PersistentFlags(), s.Defaults, "grpc")
	root.AddCommand(
		HealthCommand(func(flags *pflag.FlagSet) (string, tlsx.Pair, error) {
			cfg, _, err := Load(flags, s.Defaults, "grpc") // others may be being renewed
			return s.Shared(cfg).GRPC, s.Shared(cfg).TLS.Pair, err
		}),
		ConfigCommand(s.Defaults, AboutSettings(s.Name, "grpc")),
		MigrateCommand(s.schemas),
	)
	root.AddCommand(operate.Commands(s.databases)...)
	return root
}

// databases answers the one database that an operator's command may work on.
func (s Service[C]) databases(flags *pflag.FlagSet) ([]operate.Service, error) {
	cfg, _, err := Load(flags, s.Defaults)
	if err != nil {
		return nil, err
	}
	return []operate.Service{{Name: s.Name, Database: s.Database(cfg)}}, nil
}

// schemas answers the databases of the program: that of keys first, as at the start. Whoever migrates needs to be told nothing
// else, and no other secret.
func (s Service[C]) schemas(flags *pflag.FlagSet) ([]Schema, error) {
	cfg, _, err := Load(flags, s.Defaults, s.Name+".database", "privacy.database")
	if err != nil {
		return nil, err
	}
	own := Schema{Name: s.Name, Database: s.Database(cfg), Migrations: s.Migrations()}
	if s.Privacy == nil {
		return []Schema{own}, nil
	}
	return []Schema{KeysSchema(s.Privacy(cfg)), own}, nil
}

func (s Service[C]) run(ctx context.Context, cfg C) (err error) {
	shared := s.Shared(cfg)
	about := About{Name: s.Name, Version: s.Version, Log: shared.Log, Limits: shared.Limits, LameDuck: shared.LameDuck}
	line, err := OpenLine(shared.TLS, about)
	if err != nil {
		return err
	}
	identity, traces, err := shared.identify(about, line)
	if err != nil {
		return err
	}
	about.Traces = traces
	h, err := NewHost(ctx, about)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.Secure(line); err != nil {
		return err
	}
	listener, err := h.Listen(ctx, "--grpc", shared.GRPC)
	if err != nil {
		return err
	}
	if err := h.Profile(ctx, shared.ProfileAddress); err != nil {
		return err
	}
	if !shared.Migrate {
		h.KeepSchema()
	}
	if err := h.Connect(shared.Events, ""); err != nil {
		return err
	}
	if s.Privacy != nil {
		if err := h.Protect(ctx, s.Privacy(cfg)); err != nil {
			return err
		}
	}
	h.Trust(shared.Auth.Names()...)
	h.As(identity)
	deps, err := h.Deps(ctx, s.Name)
	if err != nil {
		return err
	}
	module, err := s.New(ctx, deps, cfg)
	if err != nil {
		return err
	}
	h.Add(module)
	verifier, err := auth.NewVerifier(shared.Auth, h.Clock)
	if err != nil {
		return err
	}
	h.ServeGRPC(verifier, false, line.Listener(limits.Listener(listener, shared.Limits.Connections)))
	return h.Run(ctx, func() {})
}
