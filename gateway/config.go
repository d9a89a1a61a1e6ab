package gateway

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/login"
	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// Config is what may differ from one organisation to the next.
type Config struct {
	// BodyLimit is the largest body of a request, in bytes; above 0.
	BodyLimit int64 `koanf:"body-limit" doc:"Largest body of a request, in bytes; a larger one gets 413."`
	// FileLimit is the largest file that a request brings, in bytes; above 0. A service takes 4,000,000 at most.
	FileLimit int64 `koanf:"file-limit" doc:"Largest file that a request brings, in bytes, 4000000 at most; a larger one gets 413."`
	// AllowedOrigins are the origins whose pages may call the API, as https://host[:port].
	AllowedOrigins []string `koanf:"allowed-origins" doc:"Origins whose web pages may call the API, as https://host."`
	// BodyTimeout is the longest a body may take to arrive; above 0.
	BodyTimeout time.Duration `koanf:"body-timeout" doc:"Longest time a body may take to arrive; a slower one gets 408."`
	// Limits are what one caller, and all of them together, may take.
	Limits limits.Config `koanf:"limits"`
	// TrustedProxies are the networks of the proxies in front, whose word counts on where a request comes from.
	TrustedProxies []string `koanf:"trusted-proxies" doc:"Networks of the proxies in front, as 10.0.0.0/8: what they write in X-Forwarded-For tells callers apart. Empty: nobody's word counts."`
	// Timeout is the longest a request may take; above 0.
	Timeout time.Duration `koanf:"timeout" doc:"Longest time a request may take; a longer one gets 504."`
	// Notice stands above every page. Empty for none.
	Notice string `koanf:"notice" doc:"Sentence above every web page, such as that its figures are made up."`
	// City stands before the name of a city district. Empty for none.
	City string `koanf:"city" doc:"Name of the city, put before the names of its districts on web pages."`
	// Organisation is who offers. Empty for a general word.
	Organisation string `koanf:"organisation" doc:"Name of the organisation, for open data and the account as a file."`
	// DataLicence is the address of the terms under which the figures of an account may be used. Empty where nothing is said.
	DataLicence string `koanf:"data-licence" doc:"Licence of the figures of an account as open data, as an address; empty: none is named."`
	// Chromium is the program that prints an account as PDF. Empty for that of this machine, if it has one.
	Chromium string `koanf:"chromium" doc:"Program that makes PDFs; empty: chromium, chromium-browser or google-chrome, where one is installed."`
	// Years are the calendar years whose accounts the landing page links to, newest first.
	Years []string `koanf:"years" doc:"Years whose accounts the landing page links to, newest first."`
	// Traces are those that admins can look at.
	Traces TracesConfig `koanf:"traces"`
	// PublicURL is where browsers reach the gateway. Needed where people log in.
	PublicURL string `koanf:"public-url" doc:"Where browsers reach the web pages, as https://host; http only on this machine. Needed for logging in."`
	// TLS is with which certificate HTTPS is served.
	TLS tlsx.Pair `koanf:"tls"`
	// Login says where people log in.
	Login login.Config `koanf:"login"`
}

// TracesConfig says where traces come from besides this process.
type TracesConfig struct {
	// Listen is where spans of other processes are taken, over OTLP with gRPC. Empty for nowhere.
	Listen string `koanf:"listen" doc:"Address and port at which other processes send their spans (OTLP over gRPC), as 127.0.0.1:4317. Empty: nowhere."`
	// Jaeger is where Jaeger shows the traces that it keeps. Empty for nowhere.
	Jaeger string `koanf:"jaeger" doc:"Address of the pages of Jaeger, as http://127.0.0.1:16686: a trace at /admin/traces links there. Empty: no link."`
}

// maxFile is the largest file that fits in one message to a service, which is 4 MiB.
const maxFile = 4_000_000

// publicDomain is what Dutch government advises for open data (CC0): figures are to be used without asking.
const publicDomain = "https://creativecommons.org/publicdomain/zero/1.0/"

// DefaultConfig answers the configuration that holds where nothing is set.
func DefaultConfig() Config {
	return Config{
		BodyLimit: 1 << 20, FileLimit: maxFile, BodyTimeout: time.Minute, Limits: defaultLimits(), Timeout: 30 * time.Second,
		Login: login.Defaults(), DataLicence: publicDomain,
	}
}

// Validate answers everything that is wrong with c, but for Login and Limits, which have rules of their own.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	report := func(key, format string, args ...any) {
		problems = append(problems, config.Problem{Key: key, Text: fmt.Sprintf(format, args...)})
	}
	if c.BodyLimit <= 0 {
		report("body-limit", "must be above 0, not %d", c.BodyLimit)
	}
	if c.FileLimit <= 0 || c.FileLimit > maxFile {
		report("file-limit", "must be above 0 and at most %d, not %d", maxFile, c.FileLimit)
	}
	for _, o := range c.AllowedOrigins {
		if u, err := url.Parse(o); err != nil || u.Host == "" || u.Scheme+"://"+u.Host != o {
			report("allowed-origins", "%q is not written as https://host", o)
		}
	}
	if u, err := url.Parse(c.DataLicence); c.DataLicence != "" && (err != nil || u.Host == "" || u.Scheme != "https") {
		report("data-licence", "%q is no address of a licence, as https://creativecommons.org/licenses/by/4.0/", c.DataLicence)
	}
	if c.BodyTimeout <= 0 {
		report("body-timeout", "must be above 0, not %s", c.BodyTimeout)
	}
	if c.Timeout <= 0 {
		report("timeout", "must be above 0, not %s", c.Timeout)
	}
	for _, y := range c.Years {
		if _, err := strconv.Atoi(y); err != nil {
			report("years", "%q is not a year", y)
		}
	}
	if listen := c.Traces.Listen; listen != "" {
		if _, _, err := net.SplitHostPort(listen); err != nil {
			report("traces.listen", "is an address and a port, as 127.0.0.1:4317")
		}
	}
	if u, err := url.Parse(c.Traces.Jaeger); c.Traces.Jaeger != "" && (err != nil || u.Host == "" || !isWeb(u)) {
		report("traces.jaeger", "%q is no address of web pages, as http://127.0.0.1:16686", c.Traces.Jaeger)
	}
	if text := wrongPublicURL(c.PublicURL); c.PublicURL != "" && text != "" {
		report("public-url", "%s", text)
	}
	if c.PublicURL == "" && c.Login.IsSet() {
		report("public-url", "is where browsers reach the pages: people are to come back there from logging in")
	}
	return append(problems, c.wrongProxies()...)
}

// problems answers everything that is wrong with c and with all in it.
func (c Config) problems() []config.Problem {
	problems := c.Validate()
	for _, p := range c.Login.Validate() {
		p.Key = "login." + p.Key
		problems = append(problems, p)
	}
	for _, p := range c.Limits.Validate() {
		p.Key = "limits." + p.Key
		problems = append(problems, p)
	}
	return problems
}

// isWeb says whether an address is one that a browser follows.
func isWeb(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }

// wrongPublicURL says what is wrong with the address of the pages, or nothing. Without TLS a session could be read on
// its way, except where it stays on the machine.
func wrongPublicURL(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme+"://"+u.Host != address:
		return fmt.Sprintf("%q is not written as https://host", address)
	case u.Scheme == "https":
		return ""
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "http" && (u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())) {
		return ""
	}
	return fmt.Sprintf("%q must begin with https://, for it is not this machine alone", address)
}

// pages answers what the web pages say beyond the account.
func (c Config) pages() page.Options {
	return page.Options{Notice: c.Notice, City: c.City, Years: c.years(), Login: c.Login.IsSet()}
}

// years answers Years as the numbers that Validate found them to be.
func (c Config) years() []int {
	var years []int
	for _, y := range c.Years {
		year, _ := strconv.Atoi(y)
		years = append(years, year)
	}
	return years
}
