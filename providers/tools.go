//go:build tools

// Package providers pins the two Terraform providers for machines without the Terraform registry: their versions stand in
// go.mod, the hashes of all that they are built from in go.sum. It holds no code of its own.
package providers

import (
	_ "github.com/Mongey/terraform-provider-kafka"
	_ "github.com/terraform-providers/terraform-provider-docker"
)
