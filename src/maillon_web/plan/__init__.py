"""The roadmap: objectives, actions, indicators, money; list, board, Gantt, calendar."""
