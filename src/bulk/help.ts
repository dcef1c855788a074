/** What `image-classifier bulk --help` prints. */
export function bulkHelp(): string {
  return `Usage: image-classifier bulk COMMAND

Classifies long lists of image URLs on as many machines as there are, which share one Redis (REDIS_URL).

Commands
  add --from LIST NAME      add the URLs of a file, one a line (- is standard input), as the list NAME;
                            run again after it was stopped, it goes on
  work                      work on all lists of the model, until Ctrl-C or SIGTERM
  status [NAME]             how far the lists are
  collect NAME              write the results in the order of the URLs, as they come, and free their memory
  remove NAME               remove a list, with the results that are not collected

Options of add
  -k, --top-k K             list the K best classes of each image
      --min-confidence C    leave out classes below C, from 0 to 1; an image without any has the class null
      --tries N             how often a URL is tried whose server fails (4)
      --urls-per-job N      how many URLs a worker takes at once (200)
      --model NAME          a model of models/, or the folder of one, instead of the environment's

Options of work
      --jobs N              jobs worked on at once (8)
      --port PORT           answer /livez, /readyz and /metrics there
      --model NAME          as above: a list's results are those of one model

Options of status
      --json                for programs

Options of collect
  -o, --out FILE            append to FILE; run again after it was stopped, it goes on where it was

Exit code: 0 if it is done, also if images failed, whose results say why; 1 if it is not, 2 if the command is
wrong, 130 after Ctrl-C. The settings are the service's environment variables: image-classifier --help lists
them. BULK_HOST_RATE bounds the requests to one host, 10 a second unless it says otherwise.

Examples
  image-classifier bulk add --from urls.txt flowers
  image-classifier bulk work
  image-classifier bulk collect flowers --out flowers.jsonl
`;
}
