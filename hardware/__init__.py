"""Controllers at the desk: MIDI and OSC ports, each with its simulated twin."""
